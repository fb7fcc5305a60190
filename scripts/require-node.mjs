// Imported before anything else and written so that an old Node can still read it.
const oldest = [20, 19]
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < oldest[0] || (major === oldest[0] && minor < oldest[1])) {
  process.stderr.write(`Roster needs Node ${oldest.join('.')} or later; this is ${process.versions.node}.\n`)
  process.exit(1)
}
