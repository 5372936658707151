// Imports a module without Vite, which would rewrite what lies outside of node_modules of the project.
/** @type {(address: string) => Promise<unknown>} */
module.exports = (address) => import(address)
