-- Ends the lease of that owner; the fence stays, so that it goes on growing.
-- KEYS[1] lease hash {owner, fence, expires}   ARGV owner
if redis.call('HGET', KEYS[1], 'owner') == ARGV[1] then
  redis.call('HSET', KEYS[1], 'expires', '0')
end
return 1
