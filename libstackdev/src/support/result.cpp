#include <stackdev/result.h>

#include <stdexcept>

namespace stackdev {

void throw_exception_from_error(const Error& error, const boost::source_location& where) {
  throw std::logic_error("value() of a failed result in " + where.to_string() + ": " +
                         error.message);
}

} // namespace stackdev
