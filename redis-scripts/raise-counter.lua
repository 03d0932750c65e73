-- Brings a counter to a number of units taken, unless it is there or beyond.
-- KEYS[1] counter   ARGV at least, seconds to keep the counter after its last use
-- Returns where the counter stands now.
local taken = math.max(tonumber(ARGV[1]), tonumber(redis.call('GET', KEYS[1]) or '0'))
redis.call('SET', KEYS[1], string.format('%.0f', taken), 'EX', ARGV[2])
return taken
