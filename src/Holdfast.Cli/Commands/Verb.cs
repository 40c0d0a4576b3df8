using System.CommandLine;
using Holdfast.Cli.Connections;
using Holdfast.Cli.Options;
using Holdfast.Cli.Output;
using Holdfast.Client;
using Holdfast.Client.Connections;
using Holdfast.Client.Dtos;
using Holdfast.Client.Errors;

namespace Holdfast.Cli.Commands;

/// <summary>A command that does something, with examples that its help and docs/cli.md show.</summary>
internal sealed class Verb : Command
{
    public Verb(string name, string description, params string[] examples)
        : base(name, description) => Examples = examples;

    public IReadOnlyList<string> Examples { get; }

    /// <summary>Connects to a node, runs <paramref name="run"/>, and turns failures into messages and exit
    /// codes.</summary>
    public void Does(CliContext context, Func<Session, ParseResult, CancellationToken, Task<int>> run) =>
        SetAction((parsed, cancellationToken) => GuardedAsync(context, cancellationToken, async () =>
        {
            (HoldfastClient client, HoldfastEndpoint endpoint) = await new NodeFinder(context)
                .FindAsync(parsed.GetValue(GlobalOptions.Node), parsed.GetValue(GlobalOptions.TokenFile),
                    cancellationToken)
                .ConfigureAwait(false);
            using (client)
            {
                var session = new Session(
                    context, client, endpoint, GlobalOptions.FormatOf(parsed), new Terminal(context));
                return await run(session, parsed, cancellationToken).ConfigureAwait(false);
            }
        }));

    /// <summary>Runs <paramref name="run"/> without a node.</summary>
    public void DoesAlone(CliContext context, Func<ParseResult, CancellationToken, Task<int>> run) =>
        SetAction((parsed, cancellationToken) =>
            GuardedAsync(context, cancellationToken, () => run(parsed, cancellationToken)));

    private static async Task<int> GuardedAsync(
        CliContext context, CancellationToken cancellationToken, Func<Task<int>> run)
    {
        try
        {
            return await run().ConfigureAwait(false);
        }
        catch (HoldfastException failure)
        {
            Report(context, failure);
            return ExitCodes.Of(failure);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Interrupted;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            context.Error.WriteLine(Terminal.Safe($"holdfast: {failure.Message}"));
            return ExitCodes.Failed;
        }
    }

    private static void Report(CliContext context, HoldfastException failure)
    {
        if (failure.Errors.Count > 1)
        {
            context.Error.WriteLine($"{failure.Code}: {failure.Title}");
        }

        IReadOnlyList<ErrorDto> errors = failure.Errors;
        if (errors.Count == 0)
        {
            context.Error.WriteLine(Terminal.Safe($"{failure.Code}: {failure.Detail}"));
        }

        foreach (ErrorDto error in errors)
        {
            context.Error.WriteLine(Terminal.Safe($"{error.Code}: {error.Path}: {error.Message}"));
        }
    }
}
