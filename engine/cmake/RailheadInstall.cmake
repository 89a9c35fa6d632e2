# What `cmake --install` leaves: the program, its manual page and completions, the scenarios and
# their JSON Schema, and the libraries with their headers as a CMake package:
#   find_package(railhead REQUIRED)
#   target_link_libraries(mine PRIVATE railhead::experiment)   # and all that it sees
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

target_compile_features(railhead_base PUBLIC cxx_std_20)
foreach(layer IN ITEMS base stats random kernel model scenario results experiment report cli)
  set_target_properties(railhead_${layer} PROPERTIES EXPORT_NAME ${layer})
  install(TARGETS railhead_${layer} EXPORT railhead FILE_SET HEADERS)
endforeach()
install(TARGETS railhead)

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/railhead)
install(EXPORT railhead NAMESPACE railhead:: FILE railhead-targets.cmake DESTINATION ${package})
configure_package_config_file(engine/cmake/railhead-config.cmake.in railhead-config.cmake
                              INSTALL_DESTINATION ${package})
write_basic_package_version_file(railhead-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/railhead-config.cmake
              ${PROJECT_BINARY_DIR}/railhead-config-version.cmake
              engine/cmake/FindSleef.cmake
        DESTINATION ${package})

# Printed by the program itself, when it is installed.
set(printed ${PROJECT_BINARY_DIR}/printed)
function(railhead_printed file destination)
  list(JOIN ARGN " " arguments)
  install(CODE "execute_process(COMMAND \"$<TARGET_FILE:railhead>\" ${arguments}
                                OUTPUT_FILE \"${printed}/${file}\" COMMAND_ERROR_IS_FATAL ANY)")
  install(FILES ${printed}/${file} DESTINATION ${destination})
endfunction()
file(MAKE_DIRECTORY ${printed})
railhead_printed(railhead.1 ${CMAKE_INSTALL_MANDIR}/man1 manual)
railhead_printed(railhead ${CMAKE_INSTALL_DATADIR}/bash-completion/completions completions bash)
railhead_printed(_railhead ${CMAKE_INSTALL_DATADIR}/zsh/site-functions completions zsh)
railhead_printed(railhead.fish ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d completions fish)
railhead_printed(scenario.schema.json ${CMAKE_INSTALL_DATADIR}/railhead schema)
install(DIRECTORY scenarios DESTINATION ${CMAKE_INSTALL_DATADIR}/railhead)
