/** Tests and the client that is generated from the schema do not change what is built. */
export function isBuildInput(file) {
  return (
    !/\.test\.tsx?$/.test(file) && !file.startsWith('lib/db/generated/') && !file.startsWith('lib/testing/')
  )
}
