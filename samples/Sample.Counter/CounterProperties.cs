using System.ComponentModel.DataAnnotations;
using Holdfast.ResourceApi;

namespace Sample.Counter;

/// <summary>What people can set; it becomes the JSON Schema that the command line and the web page show.</summary>
public sealed record CounterProperties
{
    [Property("TCP port that the counter listens on"), Range(1, 65535)]
    public int Port { get; init; } = 7501;

    [Property("Folder, shared by the nodes, in which the count is kept")]
    public required string Folder { get; init; }

    [Property("How long an answer to a health check may take", AppliesAtOnce = true)]
    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(2);
}
