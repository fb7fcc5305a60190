import type { Operation } from '../operation'
import { printedOperations } from './printed'

/** Everything the API can do. */
export const operations: readonly Operation[] = [...printedOperations]
