# Installs to a temporary prefix, builds the consumer against it, and runs both on one scenario.
# Given: BUILD (the build folder), SOURCE, WORK (a folder of its own), COMPILER.
function(run)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE output ERROR_VARIABLE output
                  RESULT_VARIABLE code)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "${ARGN}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${WORK})
set(prefix ${WORK}/prefix)
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})
foreach(file IN ITEMS bin/railhead include/railhead/scenario/compile.hpp share/man/man1/railhead.1
                      share/bash-completion/completions/railhead
                      share/zsh/site-functions/_railhead
                      share/fish/vendor_completions.d/railhead.fish
                      share/railhead/scenario.schema.json
                      share/railhead/scenarios/dprk-2023.toml)
  if(NOT EXISTS ${prefix}/${file})
    message(FATAL_ERROR "not installed: ${file}")
  endif()
endforeach()

run(${CMAKE_COMMAND} -S ${SOURCE}/tests/install/consumer -B ${WORK}/consumer -G Ninja
    -DCMAKE_PREFIX_PATH=${prefix} -DCMAKE_CXX_COMPILER=${COMPILER} "-DCMAKE_CXX_FLAGS=${FLAGS}")
run(${CMAKE_COMMAND} --build ${WORK}/consumer)

set(scenario ${prefix}/share/railhead/scenarios/validation/depletion.toml)
run(${WORK}/consumer/consumer ${scenario})
string(STRIP "${output}" digest)
run(${prefix}/bin/railhead run ${scenario} -n 50 --quiet --json)
if(NOT output MATCHES "\"digest\": \"${digest}\"")
  message(FATAL_ERROR "the consumer's digest ${digest} is not that of the program")
endif()
