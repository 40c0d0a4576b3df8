using Holdfast.Cli.Commands;

namespace Holdfast.Cli.Tests;

/// <summary>Runs the command line in this process.</summary>
internal static class CommandLine
{
    public sealed record Result(int Exit, string Out, string Error);

    public static Task<Result> RunAsync(FakeNode? node, params string[] arguments) =>
        RunAsync(node, new Dictionary<string, string>(), terminal: false, arguments);

    public static async Task<Result> RunAsync(
        FakeNode? node, IReadOnlyDictionary<string, string> variables, bool terminal, params string[] arguments)
    {
        var output = new StringWriter();
        var error = new StringWriter();
        var context = new CliContext
        {
            Out = output,
            Error = error,
            IsTerminal = terminal,
            Width = terminal ? 160 : Output.Terminal.Unlimited,
            Folder = Path.GetTempPath(),
            Variable = name => variables.TryGetValue(name, out string? value) ? value
                : name == "HOLDFAST_NODE" ? node?.Socket
                : null,
        };
        int exit = await HoldfastCommand.RunAsync(arguments, context);
        return new Result(exit, output.ToString(), error.ToString());
    }
}
