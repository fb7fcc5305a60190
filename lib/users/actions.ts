'use server'
import { runAction } from '@/lib/http/run-action'
import { changeNameInput } from './schema'
import { changeName } from './service'

export async function changeNameAction(input: unknown) {
  return runAction(changeNameInput, input, changeName)
}
