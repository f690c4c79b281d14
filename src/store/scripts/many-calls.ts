/**
 * Makes a script that carries out several calls of `script`, one after the other, each as if it had been sent by itself:
 * what fails in one leaves the others alone, and each has its own answer. Under load that spares Redis and the client
 * most of what a command costs beside its work, and what is written together is made durable together.
 *
 * KEYS  those of all calls.
 * ARGV  for each call: how many keys, how many arguments, the arguments.
 * Returns the answers in their order, an error in the place of each that failed; one error where all failed.
 *
 * All calls are of one script, as Redis asks whether memory is full only before the first write: accepting must not come
 * behind a write that is always allowed (see the claim script).
 */
export function manyCallsOf(script: string): string {
  return `
local function call(KEYS, ARGV)
${script}
end
local answers, failures, key, at = {}, 0, 0, 0
while at < #ARGV do
  local keys, arguments = {}, {}
  for i = 1, tonumber(ARGV[at + 1]) do keys[i] = KEYS[key + i] end
  for i = 1, tonumber(ARGV[at + 2]) do arguments[i] = ARGV[at + 2 + i] end
  key, at = key + #keys, at + 2 + #arguments
  local isDone, answer = pcall(call, keys, arguments)
  if not isDone then
    failures = failures + 1
    answer = type(answer) == 'table' and { err = answer.err } or redis.error_reply(answer)
  end
  answers[#answers + 1] = answer
end
if failures == #answers then return answers[1] end
return answers
`;
}
