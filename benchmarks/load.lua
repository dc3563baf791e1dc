-- wrk's script: GET, or with a folder POST of the form in it, another supporter from another address each time.
local form, clients, sent = nil, {}, 0

function init(arguments)
  if not arguments[1] then return end
  local file = assert(io.open(arguments[1] .. "/form.txt"))
  form = file:read("*a")
  file:close()
  for line in io.lines(arguments[1] .. "/clients.txt") do clients[#clients + 1] = line end
  sent = tonumber(arguments[2])
end

function request()
  if not form then return wrk.format("GET") end
  sent = sent + 1
  local headers = {
    ["Content-Type"] = "application/x-www-form-urlencoded",
    ["X-Rehearsal-Client"] = clients[1 + sent % #clients],
  }
  return wrk.format("POST", nil, headers, (form:gsub("NUMBER", tostring(sent))))
end

function done(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format('{"requests": %d, "microseconds": %d, "refused": %d, "broken": %d}\n', summary.requests,
    summary.duration, errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
