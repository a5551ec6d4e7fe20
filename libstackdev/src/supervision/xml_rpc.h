// XML-RPC, as much of it as supervisord speaks: calls with simple parameters, any answer.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/json/value.hpp>

#include <stackdev/result.h>

namespace stackdev {

/// The body of a call. Parameters: strings, integers and booleans.
std::string xmlRpcCall(std::string_view method, const std::vector<boost::json::value>& parameters);

/// The value in the body of an answer. Errors: Protocol for what is none, and for a fault, whose
/// text is the message.
Result<boost::json::value> xmlRpcAnswer(std::string_view body);

} // namespace stackdev
