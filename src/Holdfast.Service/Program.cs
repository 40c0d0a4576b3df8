using Holdfast.Linux;
using Holdfast.Service.Hosting;

// Renewing the lease goes before whatever else runs here; children inherit it (guards) or are given less.
_ = Priority.TryRaise(-10);

return await NodeArguments.RunAsync(args, NodeHost.RunAsync).ConfigureAwait(false);
