-- Takes up to a number of units of a counter below its cap.
-- KEYS[1] counter   ARGV want, cap, seconds to keep the counter after its last use
-- Returns {what was granted, where the counter stands now}.
local taken = tonumber(redis.call('GET', KEYS[1]) or '0')
local granted = math.max(0, math.min(tonumber(ARGV[1]), tonumber(ARGV[2]) - taken))
redis.call('SET', KEYS[1], string.format('%.0f', taken + granted), 'EX', ARGV[3])
return {granted, taken + granted}
