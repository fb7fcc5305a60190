// dependency-cruiser reads TypeScript through its JavaScript API, which TypeScript 7 no longer has, and without one it
// finds no files and says that all is well. Loaded before it, this gives it TypeScript 6 under the name it asks for.
import Module, { register } from 'node:module'

const rename = (request) => request.replace(/^typescript(?=$|\/)/, 'typescript-6')

const resolveFilename = Module._resolveFilename
Module._resolveFilename = (request, ...rest) => resolveFilename.call(Module, rename(request), ...rest)

const hook = `export const resolve = (name, context, next) => next(name === 'typescript' ? 'typescript-6' : name, context)`
register(`data:text/javascript,${encodeURIComponent(hook)}`)
