using System.Diagnostics;
using Holdfast.Client;
using Holdfast.Client.Dtos;

namespace Holdfast.Cli.Tests;

/// <summary>What a shell offers at Tab.</summary>
public sealed class CompletionTests
{
    private static ApiTokenDto Wall { get; } = new()
    {
        Name = "wall", Role = "Viewer", ExpiresAt = DateTimeOffset.UnixEpoch, MadeBy = "root",
    };

    private static PersonDto Ada { get; } = new()
    {
        Name = "ada", Role = "Operator", CertificateHash = "00", ExpiresAt = DateTimeOffset.UnixEpoch,
        AddedBy = "root", Revision = 3,
    };

    private static FenceDeviceDto Device { get; } = new()
    {
        Name = "ipmi-1", Agent = "fence_ipmilan", PlugArgument = "plug", Level = 1, Action = "Reboot",
        Timeout = "1min", Parameters = new Dictionary<string, string>(), Hosts = new Dictionary<string, string>(),
        Retries = 1, Delay = "0s", DelayRandomMax = "0s", PriorityDelay = "0s",
        NodeDelays = new Dictionary<string, string>(),
        AddedBy = "root", Revision = 3, HostCheck = "Static", ListedAt = null, AskedBy = "", Trouble = "",
        Unfencing = "None",
    };

    [Theory]
    [InlineData("holdfast gro", "group")]
    [InlineData("holdfast group on", "online")]
    [InlineData("holdfast group move ledger --t", "--timeout --to --token-file")]
    [InlineData("holdfast group show ", "ledger")]
    [InlineData("holdfast group show l", "ledger")]
    [InlineData("holdfast group show x", "")]
    [InlineData("holdfast group create l", "")]
    [InlineData("holdfast group explain ", "ledger")]
    [InlineData("holdfast node explain ", "n1")]
    [InlineData("holdfast resource lock ", "l")]
    [InlineData("holdfast fence node ", "n1")]
    [InlineData("holdfast fence device remove ", "ipmi-1")]
    [InlineData("holdfast fence device add ", "")]
    [InlineData("holdfast token delete ", "wall")]
    [InlineData("holdfast person remove a", "ada")]
    [InlineData("holdfast event list --resource ", "l")]
    [InlineData("holdfast group set ledger --preferred-owners n2,n", "n2,n1")]
    [InlineData("holdfast group set ledger --depends-on db:local,", "db:local,ledger")]
    [InlineData("holdfast resource set l --depends-on disk,a|", "disk,a|l")]
    [InlineData("holdfast resource offline ", "l")]
    [InlineData("holdfast resource create x --group ", "ledger")]
    [InlineData("holdfast resource create x --type A", "Acme.Ledger")]
    [InlineData("holdfast simulate --node-down ", "n1")]
    [InlineData("holdfast status -o ", "json name table wide yaml")]
    [InlineData("holdfast completion ", "bash fish zsh")]
    [InlineData("holdfast compl", "completion")]
    public async Task Word_UnderTheCursor_IsCompleted(string line, string expected)
    {
        await using FakeNode node = await FakeNode.StartAsync();
        node.On("GET /api/v1/nodes", [Sample.Node], ClientJson.Default.IReadOnlyListNodeDto);
        node.On("GET /api/v1/groups", [Sample.Group], ClientJson.Default.IReadOnlyListGroupDto);
        node.On("GET /api/v1/resources", [Sample.Resource], ClientJson.Default.IReadOnlyListResourceDto);
        node.On("GET /api/v1/types", [Sample.Type], ClientJson.Default.IReadOnlyListTypeDto);
        node.On("GET /api/v1/tokens", [Wall], ClientJson.Default.IReadOnlyListApiTokenDto);
        node.On("GET /api/v1/people", [Ada], ClientJson.Default.IReadOnlyListPersonDto);
        node.On("GET /api/v1/fence/devices", [Device], ClientJson.Default.IReadOnlyListFenceDeviceDto);
        CommandLine.Result result = await CommandLine.RunAsync(node, "complete", line);
        Assert.Equal((0, ""), (result.Exit, result.Error));
        Assert.Equal(expected, string.Join(' ', result.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public async Task WhatIsBehindTheCursor_DoesNotCount()
    {
        CommandLine.Result result = await CommandLine.RunAsync(
            null, "complete", "--position", "12", "holdfast gro --node n1");
        Assert.Equal("group\n", result.Out);
    }

    [Fact]
    public async Task NoNode_OffersNoNames_AndSaysNothing()
    {
        CommandLine.Result result = await CommandLine.RunAsync(
            null, new Dictionary<string, string> { ["HOLDFAST_NODE"] = "/nowhere.sock" }, terminal: false,
            "complete", "holdfast group show ");
        Assert.Equal((0, "", ""), (result.Exit, result.Out, result.Error));
    }

    [Fact]
    public async Task Bash_GetsWhatComesBehindAColon_AndWhereTheCursorIs()
    {
        string script = (await CommandLine.RunAsync(null, "completion", "bash")).Out;
        const string Asked =
            """

            holdfast() { echo "$*" >&2; printf '%s\n' web:n1 web:n2; }
            COMP_LINE="holdfast group move web: --to n2" COMP_POINT=24
            exec 2>&1
            _holdfast 2>/dev/null; printf '[%s]' "${COMPREPLY[@]}"
            COMP_WORDBREAKS=" "; _holdfast; printf '[%s]' "${COMPREPLY[@]}"
            """;
        using var bash = Process.Start(new ProcessStartInfo("/bin/bash", ["--norc", "-c", script + Asked])
        {
            RedirectStandardOutput = true,
        })!;
        string said = await bash.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Equal("[n1][n2][web:n1][web:n2]", said);
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _holdfast holdfast")]
    [InlineData("zsh", "compdef _holdfast holdfast")]
    [InlineData("fish", "complete -c holdfast")]
    public async Task Script_IsPrintedForEachShell(string shell, string expected) => Assert.Contains(
        expected, (await CommandLine.RunAsync(null, "completion", shell)).Out, StringComparison.Ordinal);
}
