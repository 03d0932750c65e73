-- Brings a counter to a number of units taken, unless it is there or beyond.
-- KEYS[1] counter {taken, returned, held:<holder>}
-- ARGV seconds to keep the counter after its last use, at least
-- Returns {taken, returned, held by all}.
local count = redis.call('HMGET', KEYS[1], 'taken', 'returned')
local taken, returned = math.max(tonumber(ARGV[2]), tonumber(count[1] or '0')), tonumber(count[2] or '0')
redis.call('HSET', KEYS[1], 'taken', string.format('%.0f', taken), 'returned', string.format('%.0f', returned))
redis.call('EXPIRE', KEYS[1], ARGV[1])
local held = 0
local fields = redis.call('HGETALL', KEYS[1])
for at = 1, #fields, 2 do
  if string.sub(fields[at], 1, 5) == 'held:' then
    held = held + tonumber(fields[at + 1])
  end
end
return {taken, returned, held}
