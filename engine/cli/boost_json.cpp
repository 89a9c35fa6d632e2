// The parser of JSON, which Debian has as headers alone.
#include <boost/json/src.hpp>
