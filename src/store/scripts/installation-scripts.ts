/**
 * Writes a tenant's installation if its version is the expected one; 0 stands for none.
 *
 * KEYS  installation.
 * ARGV  expected version, record.
 * Returns 1 when it was written, 0 when it was not.
 */
export const INSTALL_SCRIPT = `
local version = tonumber(redis.call('HGET', KEYS[1], 'version') or 0)
if version ~= tonumber(ARGV[1]) then return 0 end
redis.call('HSET', KEYS[1], 'version', version + 1, 'record', ARGV[2])
return 1
`;

/**
 * Gives a workspace to a tenant if nobody has it, or the one has it that is named.
 *
 * KEYS  the workspace's owner.
 * ARGV  tenant, the tenant that it may be taken from ('' for none).
 * Returns who has it then.
 */
export const CLAIM_TEAM_SCRIPT = `
local owner = redis.call('GET', KEYS[1])
if owner and owner ~= ARGV[2] then return owner end
redis.call('SET', KEYS[1], ARGV[1])
return ARGV[1]
`;

/**
 * Gives a lock back, if the holder still has it.
 *
 * KEYS  lock.
 * ARGV  holder.
 */
export const UNLOCK_SCRIPT = `
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
`;
