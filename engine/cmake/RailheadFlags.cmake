# Flags of every target. Results must be the same bits everywhere: no fused multiply-add, no
# -ffast-math, no -march=native; SIMD flags go to single files (see RailheadTargets.cmake).

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_VERIFY_INTERFACE_HEADER_SETS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release or RelWithDebInfo" FORCE)
endif()

# Warnings stop the build with the compilers that are checked, so that others still build.
if(NOT DEFINED CMAKE_COMPILE_WARNING_AS_ERROR)
  if((CMAKE_CXX_COMPILER_ID STREQUAL GNU AND CMAKE_CXX_COMPILER_VERSION MATCHES "^12\\.") OR
     (CMAKE_CXX_COMPILER_ID STREQUAL Clang AND CMAKE_CXX_COMPILER_VERSION MATCHES "^14\\."))
    set(CMAKE_COMPILE_WARNING_AS_ERROR ON)
  endif()
endif()

add_compile_options(
  -ffp-contract=off -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow
  -fstack-protector-strong -fPIE
  # False alarms of GCC 12 on std::string (bug 105651) and on nested aggregates; clang and its
  # analyser look for what is read before it is set.
  "$<$<CXX_COMPILER_ID:GNU>:-Wno-restrict;-Wno-maybe-uninitialized>"
  # clang tells of these by itself, but not in sources that are read as one.
  "$<$<CXX_COMPILER_ID:GNU>:-Wunused-const-variable=1>")
add_link_options(-pie LINKER:-z,relro,-z,now)

set(RAILHEAD_SANITIZE "" CACHE STRING "Sanitizers to build with, as for -fsanitize=")
if(RAILHEAD_SANITIZE)
  add_compile_options(-fsanitize=${RAILHEAD_SANITIZE} -fno-sanitize-recover=all
                      -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${RAILHEAD_SANITIZE})
else()
  add_compile_options("$<$<CONFIG:Release,RelWithDebInfo>:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>")
endif()

# For the warnings of a second compiler: object files are checked and not written.
option(RAILHEAD_SYNTAX_ONLY "Check sources without compiling them" OFF)
if(RAILHEAD_SYNTAX_ONLY)
  add_compile_options(-fsyntax-only)
endif()

find_program(RAILHEAD_CCACHE ccache)
if(RAILHEAD_CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${RAILHEAD_CCACHE})
endif()
