// The table of rooms proves nothing if the tool saw no modules (it sees none with a compiler it does not know).
import { cruise } from 'dependency-cruiser';

const { output } = await cruise(['src', 'imports'], {
  tsPreCompilationDeps: true,
  doNotFollow: { path: 'node_modules' },
});
const own = output.modules.filter(({ source }) => source.startsWith('src/'));
const joined = own.filter(({ dependencies }) => dependencies.length > 0);
if (own.length < 50 || joined.length < 40) {
  console.error(
    `dependency-cruiser saw ${own.length} modules in src/, ${joined.length} with dependencies: too few`,
  );
  process.exit(1);
}
console.log(`dependency-cruiser saw ${own.length} modules in src/`);
