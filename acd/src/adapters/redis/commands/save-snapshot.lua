-- Keeps a snapshot and forgets inputs that will never be read again.
--
-- KEYS[1]  fence: hash { epoch, checkpoint, … }
-- KEYS[2]  snapshot: string
-- KEYS[3]  inputs: stream
--
-- ARGV[1]  epoch of the writer
-- ARGV[2]  snapshot, JSON
--
-- Returns  'written' | 'fenced'
if tonumber(redis.call('HGET', KEYS[1], 'epoch') or '0') > tonumber(ARGV[1]) then return 'fenced' end
redis.call('SET', KEYS[2], ARGV[2])
local checkpoint = redis.call('HGET', KEYS[1], 'checkpoint')
if checkpoint then redis.call('XTRIM', KEYS[3], 'MINID', '~', checkpoint) end
return 'written'
