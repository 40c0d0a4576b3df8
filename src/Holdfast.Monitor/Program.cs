using Holdfast.Monitor.Hosting;
using Holdfast.Monitor.Loading;

try
{
    return args switch
    {
        // Its own DLL needs no confinement, and a node that starts waits for it.
        ["--describe", Describer.BuiltIn] => Describer.Run(Describer.BuiltIn),
        ["--describe", var path] => Confined.Describe(path),
        [Confined.Argument, var path] => Describer.Run(path),
        _ => await MonitorProcess.RunAsync(MonitorOptions.Parse(args)).ConfigureAwait(false),
    };
}
catch (Exception exception) when (exception is OptionsException or IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync($"holdfast-monitor: {exception.Message}").ConfigureAwait(false);
    return 2;
}
