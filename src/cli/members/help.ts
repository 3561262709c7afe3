/** What the commands on people have in common. */
export const HELP = `
People are named by their public key in base58, or by their user id if they have ever been seen here. The server may run meanwhile: it
goes by what was done here within a second, and cuts off whoever is out. In the log the actor is \`system\`.
Nobody can do this to the owner.

\`erase\` is for when somebody asks to be forgotten, in or not: public key, display name and the reasons of what was
done to them can be read nowhere from then on, and there is no way back. They are out, their sessions and invites
end; a ban goes on holding. Backups that were made before still hold all of it: see docs/operations.md.

Examples:
  $ gatehouse members list
  $ gatehouse members show 9f2c5b1d3a7e4c6f8b0a1d2e3f405162
  $ gatehouse members kick 6ASf5EcmmEHTgDJ4X4ZT5vT6iHVJBXPg5AN5YoTCpGWt --reason "cool down"
  $ gatehouse members ban 9f2c5b1d3a7e4c6f8b0a1d2e3f405162 --reason "spam"
  $ gatehouse members unban 9f2c5b1d3a7e4c6f8b0a1d2e3f405162
  $ gatehouse members erase 9f2c5b1d3a7e4c6f8b0a1d2e3f405162 --yes`;
