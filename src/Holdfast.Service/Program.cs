using Holdfast.Service.Hosting;

return await NodeArguments.RunAsync(args, NodeHost.RunAsync).ConfigureAwait(false);
