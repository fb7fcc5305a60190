import { randomUUID } from 'node:crypto'
import { goodPassword } from './people'
import { runOf, type CaseOf } from './unwritable-cases'
import { emailIn } from './unwritable-world'

/** The mutations that leave no event, each with its reason: they are made all the same while the log cannot be written. */
export const unrecordedCases: Record<string, { because: string; case: CaseOf }> = {
  pin_workspace: {
    because: 'what somebody keeps at hand is nobody else’s',
    case: ({ ids }) => ({ input: { workspace_id: ids.workspace, is_pinned: true } }),
  },
  note_workspace_visit: {
    because: 'it is what somebody looked at',
    case: ({ ids }) => ({ input: { workspace_id: ids.workspace } }),
  },
  request_password_reset: {
    because: 'whether the address has an account is found out, and recorded, by a job',
    case: ({ mark }) => ({ as: 'nobody', input: { email: emailIn(mark) } }),
  },
  sign_up: {
    because: 'where mail is sent, nobody is made before the link is confirmed',
    case: ({ mark }) => ({
      as: 'nobody',
      input: { name: 'Kurt', email: emailIn(mark), password: goodPassword },
    }),
  },
  sign_out: {
    because: 'a key has no session to end: sign-out from a browser is among the other doors',
    case: () => ({}),
  },
  verify_audit_log: { because: 'it reads the log, and changes nothing that is in it', case: () => ({}) },
  register_flow: {
    because: reported('a flow that an engine has'),
    case: ({ ids }) => ({ input: { workspace_id: ids.workspace, name: `flow ${randomUUID()}` } }),
  },
  update_flow: {
    because: reported('the tags of a flow'),
    case: ({ ids }) => ({ input: { workspace_id: ids.workspace, flow_id: ids.flow, tags: ['nightly'] } }),
  },
  label_flow_run: {
    because: reported('the labels of a run'),
    case: (world) => ({ input: { ...runOf(world, 'run'), labels: { team: 'data' } } }),
  },
  write_flow_run_logs: {
    because: reported('what a run wrote'),
    case: ({ ids }) => ({
      input: {
        workspace_id: ids.workspace,
        logs: [
          {
            name: 'log',
            level: 20,
            message: 'Hello',
            timestamp: new Date().toISOString(),
            flow_run_id: ids.run,
          },
        ],
      },
    }),
  },
  create_task_run: {
    because: reported('a step of a run'),
    case: ({ ids }) => ({
      input: { workspace_id: ids.workspace, flow_run_id: ids.run, task_key: 'step', dynamic_key: '0' },
    }),
  },
}

// Decision 022: orders are audited, reports are not.
function reported(what: string): string {
  return `an engine reports it: ${what}`
}
