#include "oversized_scanner.h"

#include <boost/json/basic_parser_impl.hpp>

#include "json_text.h"

namespace stackdev::lsp {
namespace {

boost::json::parse_options withinDepth() {
  boost::json::parse_options options;
  options.max_depth = kMaxDepth;
  return options;
}

} // namespace

OversizedScanner::OversizedScanner() : parser_(withinDepth()) {}

void OversizedScanner::scan(std::string_view bytes) {
  if (isBroken_)
    return;
  boost::system::error_code problem;
  parser_.write_some(true, bytes.data(), bytes.size(), problem);
  isBroken_ = problem.failed() || parser_.done();
}

} // namespace stackdev::lsp
