using System.CommandLine;
using System.Text.Json;
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
        SetAction((parsed, cancellationToken) => WithNodeAsync(
            context, parsed, session => run(session, parsed, cancellationToken), cancellationToken));

    /// <summary>Runs <paramref name="run"/> without a node.</summary>
    public void DoesAlone(CliContext context, Func<ParseResult, CancellationToken, Task<int>> run) =>
        SetAction((parsed, cancellationToken) =>
            GuardedAsync(context, () => run(parsed, cancellationToken), cancellationToken));

    /// <summary>Runs <paramref name="run"/>, which changes this machine, without a node; with --what-if only says
    /// what it would do.</summary>
    /// <param name="context">Where the command runs.</param>
    /// <param name="imagine">What it would do, a sentence each; may refuse.</param>
    /// <param name="run">Does it.</param>
    public void DoesToMachine(
        CliContext context,
        Func<ParseResult, IReadOnlyList<string>> imagine,
        Func<ParseResult, CancellationToken, Task<int>> run) =>
        DoesAlone(context, (parsed, cancellationToken) =>
        {
            if (!parsed.GetValue(GlobalOptions.WhatIf))
            {
                return run(parsed, cancellationToken);
            }

            var plan = new PlanDto
            {
                Settled = true, Groups = [], Steps = [.. imagine(parsed).Select(sentence => new PlanStepDto
                {
                    AfterMs = 0, Node = null, Kind = "", Group = null, Resource = null, Message = sentence,
                })],
            };
            OutputFormat format = GlobalOptions.FormatOf(parsed);
            if (format.IsForPrograms())
            {
                Answers.Write(context.Out, format, JsonSerializer.Serialize(plan, ClientJson.Indented.PlanDto));
            }
            else
            {
                PlanTables.Show(new Terminal(context), plan);
            }

            return Task.FromResult(ExitCodes.Ok);
        });

    /// <summary>Connects to a node and runs <paramref name="run"/>; failures become messages and exit
    /// codes.</summary>
    public static Task<int> WithNodeAsync(
        CliContext context, ParseResult parsed, Func<Session, Task<int>> run, CancellationToken cancellationToken) =>
        GuardedAsync(context, async () =>
        {
            (HoldfastClient client, HoldfastEndpoint endpoint) = await new NodeFinder(context)
                .FindAsync(parsed.GetValue(GlobalOptions.Node), parsed.GetValue(GlobalOptions.TokenFile),
                    parsed.GetValue(GlobalOptions.Certificate), cancellationToken)
                .ConfigureAwait(false);
            using (client)
            {
                HoldfastClient used = parsed.GetValue(GlobalOptions.WhatIf) ? client.Imagining() : client;
                OutputFormat format = GlobalOptions.FormatOf(parsed);
                CliContext shown = format == OutputFormat.Wide ? context with { Width = Terminal.Unlimited } : context;
                var session = new Session(context, used, endpoint, format, new Terminal(shown));
                return await RunAsync(session, run).ConfigureAwait(false);
            }
        }, cancellationToken);

    private static async Task<int> RunAsync(Session session, Func<Session, Task<int>> run)
    {
        try
        {
            return await run(session).ConfigureAwait(false);
        }
        catch (PlanAnswer answer)
        {
            return session.Print(answer.Plan, ClientJson.Indented.PlanDto,
                () => PlanTables.Show(session.Terminal, answer.Plan));
        }
    }

    /// <summary>Runs <paramref name="run"/>; failures become messages and exit codes.</summary>
    public static async Task<int> GuardedAsync(
        CliContext context, Func<Task<int>> run, CancellationToken cancellationToken)
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
