-- Gives back what a holder holds unused, at most what is noted of it here.
-- KEYS[1] counter {taken, returned, held:<holder>}
-- ARGV seconds to keep the counter after its last use, holder, what it holds unused
-- Returns {taken, returned, held by all}.
local count = redis.call('HMGET', KEYS[1], 'taken', 'returned', 'held:' .. ARGV[2])
local taken, returned = tonumber(count[1] or '0'), tonumber(count[2] or '0')
local back = math.min(tonumber(ARGV[3]), tonumber(count[3] or '0'))
taken, returned = taken - back, returned + back
redis.call('HSET', KEYS[1], 'taken', string.format('%.0f', taken), 'returned', string.format('%.0f', returned))
redis.call('HDEL', KEYS[1], 'held:' .. ARGV[2])
redis.call('EXPIRE', KEYS[1], ARGV[1])
local held = 0
local fields = redis.call('HGETALL', KEYS[1])
for at = 1, #fields, 2 do
  if string.sub(fields[at], 1, 5) == 'held:' then
    held = held + tonumber(fields[at + 1])
  end
end
return {taken, returned, held}
