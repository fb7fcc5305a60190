import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import type { Ctx } from '@/lib/authz/context'
import { deleteUserByCommand, exportUserDataByCommand } from '@/lib/operator/delete-users'
import { getUserForOperator } from '@/lib/users/operate'
import { print } from './print'

/** `user delete` and `user download`: for somebody who asked for it and cannot do it themselves. */
export function addUserEndings(command: Command, ctx: Ctx): void {
  command
    .command('delete')
    .argument('<address>')
    .description('delete a person for good, with memberships, sessions, keys and the personal account')
    .action(async (address: string, _: unknown, deleted: Command) => {
      const { id: userId } = await getUserForOperator(ctx, address, 'address')
      print(deleted, await deleteUserByCommand(ctx, { userId }), ({ email }) => `${email} is deleted.`)
    })
  command
    .command('download')
    .argument('<address>')
    .option('--output <file>', 'where to; without it, standard output')
    .description('write what is kept about a person, as JSON')
    .action(async (address: string, { output }: { output?: string }, downloaded: Command) => {
      const { id: userId } = await getUserForOperator(ctx, address, 'address')
      const data = await exportUserDataByCommand(ctx, { userId })
      if (output === undefined) return print(downloaded, data, (shown) => JSON.stringify(shown, null, 2))
      await writeFile(output, `${JSON.stringify(data, null, 2)}\n`, { mode: 0o600 })
      print(downloaded, { file: output }, ({ file }) => `Wrote what is kept about ${address} to ${file}.`)
      return undefined
    })
}
