-- Says that a process is alive and forgets those that have not said so for the length of a lease.
--
-- KEYS[1]  fleet: sorted set, processes by the last instant they were heard of
--
-- ARGV[1]  process
-- ARGV[2]  length of a lease in ms
--
-- Returns  how many are alive
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])
redis.call('PEXPIRE', KEYS[1], 10 * ARGV[2])
return redis.call('ZCARD', KEYS[1])
