import { script } from './script.ts';

/** The one group that works a queue off. */
export const GROUP = 'workers';
/** Who has what a consumer handed back: nobody, so that the next who looks takes it over. */
const NOBODY = 'nobody';

/** 0: full. Entries are deleted once they are done, so the length is what is not done yet. */
export const PUSH = script(`
if redis.call('XLEN', KEYS[1]) >= tonumber(ARGV[1]) then return 0 end
redis.call('XADD', KEYS[1], '*', 'm', ARGV[2])
return 1
`);

/**
 * Takes over what nobody has worked on for so long: where to look on next time, then id, message and number of deliveries, this
 * one included, in turn. What was deleted meanwhile is left out. Forgets the names of
 * consumers that have nothing and were silent for as long as the last argument says.
 */
export const TAKE_OVER = script(`
local taken = redis.call('XAUTOCLAIM', KEYS[1], '${GROUP}', ARGV[1], ARGV[2], ARGV[4], 'COUNT', ARGV[3])
local answer = { taken[1] }
for _, entry in ipairs(taken[2]) do
	if entry and entry[2] then
		local pending = redis.call('XPENDING', KEYS[1], '${GROUP}', entry[1], entry[1], 1)
		table.insert(answer, entry[1])
		table.insert(answer, entry[2][2])
		table.insert(answer, pending[1] and pending[1][4] or 1)
	end
end
for _, consumer in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], '${GROUP}')) do
	local facts = {}
	for index = 1, #consumer, 2 do facts[consumer[index]] = consumer[index + 1] end
	if facts.pending == 0 and facts.idle >= tonumber(ARGV[5]) and facts.name ~= ARGV[2] then
		redis.call('XGROUP', 'DELCONSUMER', KEYS[1], '${GROUP}', facts.name)
	end
end
return answer
`);

/** Says that the consumer still works on the ids; answers those that it has no longer. */
export const KEEP = script(`
local lost = {}
for index = 2, #ARGV do
	local id = ARGV[index]
	local pending = redis.call('XPENDING', KEYS[1], '${GROUP}', id, id, 1)
	if pending[1] and pending[1][2] == ARGV[1] then
		redis.call('XCLAIM', KEYS[1], '${GROUP}', ARGV[1], 0, id, 'JUSTID')
	else
		table.insert(lost, id)
	end
end
return lost
`);

/** Counts one more delivery to the same consumer and gives the message; nothing when the consumer has it no longer. */
export const REDELIVER = script(`
local pending = redis.call('XPENDING', KEYS[1], '${GROUP}', ARGV[2], ARGV[2], 1)
if not pending[1] or pending[1][2] ~= ARGV[1] then return {} end
local entry = redis.call('XCLAIM', KEYS[1], '${GROUP}', ARGV[1], 0, ARGV[2])[1]
if not entry then return {} end
return { entry[1], entry[2][2], pending[1][4] + 1 }
`);

/** 1: it was there, and is gone now. */
export const SETTLE = script(`
redis.call('XACK', KEYS[1], '${GROUP}', ARGV[1])
return redis.call('XDEL', KEYS[1], ARGV[1])
`);

/** Hands back what a consumer has and forgets the consumer. The ids at the end were not delivered yet, which is not counted then. */
export const HAND_BACK = script(`
local unread = {}
for index = 3, #ARGV do unread[ARGV[index]] = 1 end
for _, pending in ipairs(redis.call('XPENDING', KEYS[1], '${GROUP}', '-', '+', ARGV[2], ARGV[1])) do
	redis.call('XCLAIM', KEYS[1], '${GROUP}', '${NOBODY}', 0, pending[1],
		'TIME', 0, 'RETRYCOUNT', pending[4] - (unread[pending[1]] or 0), 'JUSTID')
end
if #redis.call('XPENDING', KEYS[1], '${GROUP}', '-', '+', 1, ARGV[1]) == 0 then
	redis.call('XGROUP', 'DELCONSUMER', KEYS[1], '${GROUP}', ARGV[1])
end
return 0
`);
