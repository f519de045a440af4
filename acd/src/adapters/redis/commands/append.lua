-- Appends one batch: all of it, or nothing.
--
-- KEYS[1]   fence: hash { epoch, batchEpoch, batch, seq, checkpoint }
-- KEYS[2]   journal: stream, entry ids <seq>-0
-- KEYS[3…]  streams that commands and replies go to
--
-- ARGV[1]   epoch of the writer
-- ARGV[2]   number of the batch within its epoch
-- ARGV[3]   checkpoint: last input taken, '' to leave it
-- ARGV[4]   number of journal lines, n
-- ARGV[5…]  n pairs: seq, line
-- then      triples: index into KEYS, entries to keep, message
--
-- Returns   'written' | 'repeated' | 'fenced' | 'gap'
local fence, journal = KEYS[1], KEYS[2]
local epoch, batch = tonumber(ARGV[1]), tonumber(ARGV[2])

if tonumber(redis.call('HGET', fence, 'epoch') or '0') > epoch then return 'fenced' end

local writer = tonumber(redis.call('HGET', fence, 'batchEpoch') or '0')
local written = tonumber(redis.call('HGET', fence, 'batch') or '0')
if writer == epoch and batch <= written then return 'repeated' end

local lines = tonumber(ARGV[4])
if lines > 0 then
  local last = tonumber(redis.call('HGET', fence, 'seq') or '0')
  if tonumber(ARGV[5]) ~= last + 1 then return 'gap' end
  for i = 0, lines - 1 do
    redis.call('XADD', journal, ARGV[5 + 2 * i] .. '-0', 'm', ARGV[6 + 2 * i])
  end
  redis.call('HSET', fence, 'seq', ARGV[3 + 2 * lines])
end

for i = 5 + 2 * lines, #ARGV, 3 do
  redis.call('XADD', KEYS[tonumber(ARGV[i])], 'MAXLEN', '~', ARGV[i + 1], '*', 'm', ARGV[i + 2])
end

redis.call('HSET', fence, 'batchEpoch', ARGV[1], 'batch', ARGV[2])
if ARGV[3] ~= '' then redis.call('HSET', fence, 'checkpoint', ARGV[3]) end
return 'written'
