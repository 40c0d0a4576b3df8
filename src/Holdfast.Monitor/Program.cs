using Holdfast.Monitor.Hosting;
using Holdfast.Monitor.Loading;

try
{
    return args is ["--describe", var path]
        ? Describer.Run(path)
        : await MonitorProcess.RunAsync(MonitorOptions.Parse(args)).ConfigureAwait(false);
}
catch (Exception exception) when (exception is OptionsException or IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync($"holdfast-monitor: {exception.Message}").ConfigureAwait(false);
    return 2;
}
