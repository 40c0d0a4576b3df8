using System.ComponentModel.DataAnnotations;
using Holdfast.ResourceApi;

namespace Acme.Ledger;

/// <summary>
/// What people can set. The command line and the web page show it with these descriptions, limits and defaults.
/// </summary>
public sealed record LedgerProperties
{
    [Property("Path of the program to run"), Required]
    public string Program { get; init; } = "/bin/sleep";

    [Property("The program's arguments, one by one")]
    public IReadOnlyList<string> Arguments { get; init; } = ["1000000"];

    [Property("How long after SIGTERM the program is killed", AppliesAtOnce = true)]
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(10);
}
