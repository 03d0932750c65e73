-- Takes or renews a lease, unless another owner's runs.
-- KEYS[1] lease hash {owner, fence, expires}   ARGV owner, nowMs, ttlMs
-- Returns {fence, expires}, or nil while another owner holds it. The fence grows with each new owner.
local held = redis.call('HMGET', KEYS[1], 'owner', 'fence', 'expires')
local owner, fence, expires = held[1], tonumber(held[2] or '0'), tonumber(held[3] or '0')
if owner and owner ~= ARGV[1] and expires > tonumber(ARGV[2]) then
  return nil
end
if owner ~= ARGV[1] then
  fence = fence + 1
end
expires = tonumber(ARGV[2]) + tonumber(ARGV[3])
-- %.0f: Lua prints a large number in scientific form otherwise.
local untilMs = string.format('%.0f', expires)
redis.call('HSET', KEYS[1], 'owner', ARGV[1], 'fence', fence, 'expires', untilMs)
return {fence, untilMs}
