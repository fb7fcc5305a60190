import { Option, type Command } from 'commander'
import { createOrganizationForPerson, setPlan } from '@/lib/accounts/operate'
import { createOrganizationForPersonInput } from '@/lib/accounts/schema'
import type { Ctx } from '@/lib/authz/context'
import { AppError } from '@/lib/errors'
import { parseInput } from '@/lib/http/parse-input'
import { allowAllAddresses } from '@/lib/ip-allowlist/operate'
import { plans, type PlanName } from '@/lib/plans/schema'
import { liftSingleSignOnFor } from '@/lib/sso/operate'
import { print } from './print'

const planNames = Object.keys(plans).map((name) => name.toLowerCase())
const planOption = new Option('--plan <plan>', 'the plan').choices(planNames)

/** `organization create` and `set-plan`. */
export function addOrganizationCommands(command: Command, ctx: Ctx): void {
  command
    .command('create')
    .description('make an organization')
    .requiredOption('--name <name>')
    .requiredOption('--handle <handle>')
    .requiredOption('--administrator <address>', 'the person who becomes its Administrator')
    .addOption(planOption)
    .action(
      async (
        options: { name: string; handle: string; administrator: string; plan?: string },
        created: Command,
      ) => {
        const { plan, ...asked } = options
        const input = parseInput(createOrganizationForPersonInput, {
          ...asked,
          ...(plan ? { plan: planOf(plan) } : {}),
        })
        print(
          created,
          await createOrganizationForPerson(ctx, input),
          ({ handle }) => `Created ${handle}; ${options.administrator} is its Administrator.`,
        )
      },
    )
  command
    .command('set-plan')
    .argument('<handle>')
    .argument('<plan>', planNames.join(', '))
    .description('put an account on a plan')
    .action(async (asked: string, plan: string, _: unknown, changed: Command) => {
      print(
        changed,
        await setPlan(ctx, { handle: asked, plan: planOf(plan) }),
        ({ handle, plan: name, runs_note, audit_note }) =>
          [`${handle} is on the plan ${name}.`, runs_note, audit_note]
            .filter((sentence) => sentence !== null)
            .join(' '),
      )
    })
}

/** `organization lift-single-sign-on` and `allow-all-addresses`: for one that nobody gets into any more. */
export function addWaysBackIn(command: Command, ctx: Ctx): void {
  command
    .command('lift-single-sign-on')
    .argument('<handle>')
    .description('stop requiring single sign-on in an organization whose identity provider lets nobody in')
    .action(async (handle: string, _: unknown, changed: Command) => {
      print(changed, await liftSingleSignOnFor(ctx, { handle }), (account) =>
        account.wasRequired
          ? `${account.handle} lets members in by a password again. Its domains and connections are kept.`
          : `${account.handle} did not require single sign-on. Nothing was changed.`,
      )
    })
  command
    .command('allow-all-addresses')
    .argument('<handle>')
    .description('stop enforcing the IP allowlist of an organization that nobody gets into; the list stays')
    .action(async (handle: string, _: unknown, changed: Command) => {
      print(changed, await allowAllAddresses(ctx, { handle }), (account) =>
        account.wasEnforced
          ? `${account.handle} lets in every address again. Its IP allowlist is kept.`
          : `${account.handle} did not enforce its IP allowlist. Nothing was changed.`,
      )
    })
}

function planOf(text: string): PlanName {
  const found = Object.values(plans).find(({ name }) => name === text.toUpperCase())
  if (found) return found.name
  throw new AppError('invalid_input', undefined, {
    message: `There is no plan “${text}”. There are: ${planNames.join(', ')}.`,
  })
}
