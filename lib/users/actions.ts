'use server'
import { runAction } from '@/lib/http/run-action'
import { deleteMyself } from './browser'
import { changeNameInput, deleteOwnUserInput } from './schema'
import { changeName } from './service'

export async function changeNameAction(input: unknown) {
  return runAction(changeNameInput, input, changeName)
}

export async function deleteOwnUserAction(input: unknown) {
  return runAction(deleteOwnUserInput, input, deleteMyself)
}
