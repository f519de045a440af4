-- Keeps a lease. One that ran out while Redis was away is taken again, unless someone else has come meanwhile.
--
-- KEYS[1]  lease: string, the holder
-- KEYS[2]  fence: hash { epoch, … }
--
-- ARGV[1]  holder
-- ARGV[2]  length in ms
-- ARGV[3]  epoch
--
-- Returns  1, or 0 when it is lost
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
if redis.call('HGET', KEYS[2], 'epoch') ~= ARGV[3] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
