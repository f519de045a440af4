-- Takes a free lease and opens a new epoch: from here on the journal refuses every writer before this one.
--
-- KEYS[1]  lease: string, the holder
-- KEYS[2]  fence: hash { epoch, … }
--
-- ARGV[1]  holder
-- ARGV[2]  length in ms
--
-- Returns  the epoch, or 0 when someone else holds the lease
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return redis.call('HINCRBY', KEYS[2], 'epoch', 1)
