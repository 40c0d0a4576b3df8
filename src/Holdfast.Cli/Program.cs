using Holdfast.Cli;
using Holdfast.Cli.Commands;

return await HoldfastCommand.RunAsync(args, CliContext.OfProcess()).ConfigureAwait(false);
