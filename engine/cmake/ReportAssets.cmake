# railhead_report_assets(TARGET): puts the page's files and the charts' program into the library.
# Vega, Vega-Lite and Vega-Embed come from npm, at the versions of the lock file, when the build is
# configured. Without npm, or where nothing can be fetched, all is built but the report's page.
function(railhead_report_assets target)
  set(page ${PROJECT_SOURCE_DIR}/engine/report/page)
  set(folder ${PROJECT_BINARY_DIR}/report)
  file(MAKE_DIRECTORY ${folder})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${page}/package-lock.json)

  railhead_report_charts(${page} ${folder})
  set(files ${page}/page.html ${page}/page.css ${page}/page.js ${folder}/charts.js)
  set(code "#include \"${PROJECT_SOURCE_DIR}/engine/report/assets.hpp\"\n\n")
  foreach(file IN LISTS files)
    get_filename_component(name ${file} NAME)
    string(REPLACE "." "_" symbol ${name})
    string(APPEND code
      "asm(\".section .rodata\\n\"\n"
      "    \".global railhead_${symbol}\\nrailhead_${symbol}:\\n.incbin \\\"${file}\\\"\\n\"\n"
      "    \".global railhead_${symbol}_end\\nrailhead_${symbol}_end:\\n.byte 0\\n.previous\\n\");\n"
      "extern \"C\" const char railhead_${symbol}[];\n"
      "extern \"C\" const char railhead_${symbol}_end[];\n"
      "std::string_view railhead::assets::${symbol}() {\n"
      "  return {railhead_${symbol}, static_cast<std::size_t>(railhead_${symbol}_end - railhead_${symbol})};\n"
      "}\n\n")
  endforeach()
  file(CONFIGURE OUTPUT ${folder}/assets.cpp CONTENT "${code}" @ONLY)
  set_source_files_properties(${folder}/assets.cpp PROPERTIES OBJECT_DEPENDS "${files}")
  target_sources(${target} PRIVATE ${folder}/assets.cpp)
endfunction()

# Writes FOLDER/charts.js: the three programs one after another, or nothing.
function(railhead_report_charts page folder)
  set(inputs ${page}/package.json ${page}/package-lock.json ${page}/.npmrc)
  file(SHA256 ${page}/package-lock.json wanted)
  if(EXISTS ${folder}/fetched AND EXISTS ${folder}/charts.js)
    file(READ ${folder}/fetched fetched)
    if(fetched STREQUAL wanted)
      return()
    endif()
  endif()
  file(WRITE ${folder}/charts.js "")
  find_program(RAILHEAD_NPM npm)
  if(NOT RAILHEAD_NPM)
    message(STATUS "npm is not installed: everything is built but the report")
    return()
  endif()
  file(COPY ${inputs} DESTINATION ${folder}/npm)
  message(STATUS "Fetching the report's charts with npm")
  execute_process(COMMAND ${RAILHEAD_NPM} ci --ignore-scripts --no-progress
                  WORKING_DIRECTORY ${folder}/npm RESULT_VARIABLE failed
                  OUTPUT_FILE ${folder}/npm.log ERROR_FILE ${folder}/npm.log)
  if(failed)
    message(STATUS "npm could not fetch them (${folder}/npm.log): everything is built but the report")
    return()
  endif()
  foreach(file IN ITEMS vega/build/vega vega-lite/build/vega-lite vega-embed/build/vega-embed)
    file(READ ${folder}/npm/node_modules/${file}.min.js program)
    string(REGEX REPLACE "//# sourceMappingURL=[^\n]*" "" program "${program}")
    string(REPLACE "</script" "<\\/script" program "${program}")
    file(APPEND ${folder}/charts.js "${program}\n")
  endforeach()
  file(WRITE ${folder}/fetched ${wanted})
endfunction()
