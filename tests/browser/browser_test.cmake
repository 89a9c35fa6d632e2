# Runs the tests of the report in Chromium: cmake -DPROGRAM=… -DSOURCE=… -DBUILD=… -DWORK=… -P this.
# Says "skipped:" where there is no npm, no Chromium or a program without the report.
find_program(NODE node)
find_program(NPM npm)
find_program(CHROMIUM NAMES chromium chromium-browser google-chrome)
foreach(tool IN ITEMS NODE NPM CHROMIUM)
  if(NOT ${tool})
    string(TOLOWER ${tool} name)
    message("skipped: ${name} is not installed")
    return()
  endif()
endforeach()
file(SIZE ${BUILD}/report/charts.js size)
if(size EQUAL 0)
  message("skipped: the program was built without the report")
  return()
endif()

file(MAKE_DIRECTORY ${WORK})
file(COPY ${SOURCE}/tests/browser/package.json ${SOURCE}/tests/browser/package-lock.json
          ${SOURCE}/tests/browser/.npmrc ${SOURCE}/tests/browser/report_test.mjs DESTINATION ${WORK})
if(NOT EXISTS ${WORK}/node_modules/playwright-core OR
   ${SOURCE}/tests/browser/package-lock.json IS_NEWER_THAN ${WORK}/node_modules)
  execute_process(COMMAND ${NPM} ci --ignore-scripts --no-progress WORKING_DIRECTORY ${WORK}
                  RESULT_VARIABLE failed OUTPUT_QUIET ERROR_QUIET)
  if(failed)
    message("skipped: npm cannot fetch the browser's driver")
    return()
  endif()
endif()
execute_process(
  COMMAND ${CMAKE_COMMAND} -E env CHROMIUM=${CHROMIUM} RAILHEAD=${PROGRAM} SOURCE=${SOURCE}
          SCHEMA=${BUILD}/report/npm/node_modules/vega-lite/build/vega-lite-schema.json
          ${NODE} --test ${WORK}/report_test.mjs
  WORKING_DIRECTORY ${WORK} RESULT_VARIABLE failed)
if(failed)
  message(FATAL_ERROR "the report fails in the browser")
endif()
