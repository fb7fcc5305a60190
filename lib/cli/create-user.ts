import type { Command } from 'commander'
import type { Ctx } from '@/lib/authz/context'
import { parseInput } from '@/lib/http/parse-input'
import { addUserInput } from '@/lib/users/schema'
import { addUser } from '@/lib/users/service'
import { print } from './print'

/** `user create`: a person who can sign in. The password is all that `readInput` returns. */
export function addUserCreation(command: Command, ctx: Ctx, readInput: () => Promise<string>): void {
  command
    .command('create')
    .description('make a person; their address counts as verified')
    .requiredOption('--email <address>')
    .requiredOption('--name <name>')
    .requiredOption('--password-stdin', 'read the password from standard input')
    .option('--operator', 'make them an operator of the installation', false)
    .action(async (options: { email: string; name: string; operator: boolean }, created: Command) => {
      const password = (await readInput()).replace(/\r?\n$/, '')
      const input = parseInput(addUserInput, {
        email: options.email,
        name: options.name,
        password,
        isOperator: options.operator,
      })
      const { id, email, isOperator } = await addUser(ctx, input)
      print(
        created,
        { id, email, isOperator },
        (user) => `Created ${user.email}${user.isOperator ? ', an operator' : ''}.`,
      )
    })
}
