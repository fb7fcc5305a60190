import { pauseKeysAtMost } from './reports/report-schema'
import type { RunPolicy, RunState } from './rules'
import { isFinal } from './states'

/** What a written state changes of a run beside the state itself and the times that the database keeps (section 7.3). Pure. */
export type Progress = {
  /** 1 when the state begins a stretch of running that is not the rest of a paused one. */
  runs: 0 | 1
  /** The run's policy, or null when it stays as it is. */
  policy: RunPolicy | null
}

/** What `written` changes of a run with this policy; `present` is null for its first state. */
export function progressOf(
  { type, name, details }: RunState,
  present: RunState | null,
  policy: RunPolicy,
): Progress {
  const isResuming = policy.resuming === true || present?.type === 'PAUSED'
  const runs = type === 'RUNNING' && !isResuming ? 1 : 0
  if (present?.type === 'RUNNING' && type === 'SCHEDULED' && name === 'AwaitingRetry')
    return { runs, policy: { ...policy, ...unpaused, retry_type: 'in_process' } }
  if (present && isFinal(present.type) && !isFinal(type)) return { runs, policy: { ...policy, ...unpaused } }
  const keys = policy.pause_keys ?? []
  const paused =
    type === 'PAUSED' && details.pause_key ? [...keys, details.pause_key].slice(-pauseKeysAtMost) : keys
  const resuming = isResuming && !['RUNNING', 'PAUSED'].includes(type) && !isFinal(type)
  const isSame = paused === keys && resuming === (policy.resuming ?? false)
  return { runs, policy: isSame ? null : { ...policy, pause_keys: paused, resuming } }
}

const unpaused = { pause_keys: [], resuming: false }
