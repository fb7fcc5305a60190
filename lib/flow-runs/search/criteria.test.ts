import { describe, expect, test } from 'vitest'
import { asksAbout, flowsById, isFewFlows, isFewLines, isFewRuns, typesCounted } from './criteria'
import { filterLogsInput, flowRunsCriteria, flowsCriteria } from './filter'

const id = '0199b0c4-9d4b-7c3a-8f1e-1a2b3c4d5e6f'
const ids = { any_: [id] }
const name = { like_: 'x' }
const nothing = { operator: 'and_', id: null, name: { any_: null }, tags: {} }

describe('criteria', () => {
  test.each([
    [{}, []],
    [{ flows: nothing, flow_runs: { state: { operator: 'or_' } }, task_runs: null }, []],
    [{ flows: { name } }, ['read:flow']],
    [{ flow_runs: { id: { any_: [] } } }, ['read:flow_run']],
    [{ flow_runs: { start_time: { is_null_: false } } }, ['read:flow_run']],
    [{ task_runs: { name } }, ['read:flow_run']],
    [{ flows: { name }, flow_runs: { name }, task_runs: { name } }, ['read:flow', 'read:flow_run']],
  ])('%j are about what needs %j', (body, permissions) => {
    expect(asksAbout(flowRunsCriteria.parse(body))).toEqual(permissions)
  })

  test.each([
    [{ flows: { id: ids } }, true],
    [{ flows: { ...nothing, id: ids }, flow_runs: {} }, true],
    [{ flows: { id: { not_any_: [id] } } }, false],
    [{ flows: { id: ids, name } }, false],
    [{ flows: { id: ids }, flow_runs: { name } }, false],
    [{ flows: { id: ids }, deployments: { id: ids } }, false],
    [{}, false],
  ])('%j are flows by id alone: %j', (body, expected) => {
    expect(flowsById(flowsCriteria.parse(body))).toBe(expected)
  })

  test.each([
    [{ flows: { id: ids } }, true],
    [{ flows: { name: { any_: ['x'] } } }, true],
    [{ flows: { name } }, false],
    [{ flows: { operator: 'or_', id: ids } }, false],
    [{ flows: { id: ids }, flow_runs: { name } }, false],
  ])('%j can only be few flows: %j', (body, expected) => {
    expect(isFewFlows(flowsCriteria.parse(body))).toBe(expected)
  })

  test.each([
    [{ flow_runs: { id: ids, name } }, true],
    [{ flow_runs: { id: ids }, flows: { name } }, false],
    [{ flow_runs: { id: ids }, task_runs: { name } }, false],
    [{ flow_runs: { ...nothing, parent_task_run_id: ids }, flows: {} }, true],
    [{ flow_runs: { parent_task_run_id: ids, name } }, false],
    [{ flow_runs: { parent_task_run_id: ids }, task_runs: { name } }, false],
    [{ flow_runs: { parent_task_run_id: { ...ids, operator: 'or_', is_null_: true } } }, false],
    [{ flow_runs: { operator: 'or_', id: ids } }, false],
    [{ flow_runs: { id: { not_any_: [id] } } }, false],
    [{ flow_runs: { name } }, false],
    [{}, false],
  ])('%j can only be few runs: %j', (body, expected) => {
    expect(isFewRuns(flowRunsCriteria.parse(body))).toBe(expected)
  })

  test.each([
    [{ flow_run_id: ids }, true],
    [{ flow_run_id: { any_: [id, id] } }, false],
    [{ flow_run_id: ids, level: { ge_: 40 } }, false],
    [{ flow_run_id: ids, text: { query: 'x' } }, false],
    [{ operator: 'or_', flow_run_id: ids }, false],
    [null, false],
  ])('%j are lines in the order of an index: %j', (logs, expected) => {
    expect(isFewLines(filterLogsInput.parse({ logs }).logs)).toBe(expected)
  })

  test.each([
    [{}, { any: null, none: [] }],
    [{ flow_runs: nothing }, { any: null, none: [] }],
    [{ flow_runs: { state: { type: { any_: ['FAILED'] } } } }, { any: ['FAILED'], none: [] }],
    [{ flow_runs: { state: { type: { not_any_: ['FAILED'] } } } }, { any: null, none: ['FAILED'] }],
    [{ flow_runs: { state: { name: { any_: ['Late'] } } } }, null],
    [{ flow_runs: { name } }, null],
    [{ flows: { name } }, null],
    [{ deployments: { id: ids } }, null],
  ])('%j are counted by types alone: %j', (body, expected) => {
    expect(typesCounted(flowRunsCriteria.parse(body))).toEqual(expected)
  })
})
