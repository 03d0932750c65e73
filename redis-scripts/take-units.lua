-- Takes up to a number of units of a counter below its cap, and notes who holds them.
-- KEYS[1] counter {taken, returned, held:<holder>}
-- ARGV seconds to keep the counter after its last use, want, cap, holder ('': none), what it holds unused before
-- Returns {what was granted, taken, returned, held by all}.
local count = redis.call('HMGET', KEYS[1], 'taken', 'returned')
local taken, returned = tonumber(count[1] or '0'), tonumber(count[2] or '0')
local granted = math.max(0, math.min(tonumber(ARGV[2]), tonumber(ARGV[3]) - taken))
taken = taken + granted
-- %.0f: Lua prints a large number in scientific form otherwise.
redis.call('HSET', KEYS[1], 'taken', string.format('%.0f', taken), 'returned', string.format('%.0f', returned))
if ARGV[4] ~= '' then
  redis.call('HSET', KEYS[1], 'held:' .. ARGV[4], string.format('%.0f', tonumber(ARGV[5]) + granted))
end
redis.call('EXPIRE', KEYS[1], ARGV[1])
local held = 0
local fields = redis.call('HGETALL', KEYS[1])
for at = 1, #fields, 2 do
  if string.sub(fields[at], 1, 5) == 'held:' then
    held = held + tonumber(fields[at + 1])
  end
end
return {granted, taken, returned, held}
