using Holdfast.Client;
using Holdfast.Client.Dtos;
using Holdfast.Client.Events;
using Holdfast.Lab.Clusters;

namespace Holdfast.Lab.Observation;

/// <summary>The events written since a mark, asked of any node that answers.</summary>
public sealed class EventWatch(LabCluster cluster)
{
    private string _mark = "";

    /// <summary>From here on.</summary>
    public async Task MarkAsync()
    {
        IReadOnlyList<EventDto> all = await AllAsync();
        _mark = all.Count == 0 ? "" : all[^1].Id;
    }

    public async Task<IReadOnlyList<EventDto>> SinceAsync(string? kind = null) =>
        [.. (await AllAsync())
            .Where(item => string.CompareOrdinal(item.Id, _mark) > 0 && (kind is null || item.Kind == kind))];

    /// <summary>Waits until there are at least <paramref name="count"/> events of a kind since the mark.</summary>
    public Task SeenAsync(string kind, int count = 1, TimeSpan? deadline = null) => Until.TrueAsync(
        $"{count} event(s) {kind}", async () => (await SinceAsync(kind)).Count >= count, deadline, everyMs: 20);

    private async Task<IReadOnlyList<EventDto>> AllAsync()
    {
        HoldfastClient api = cluster.Api;
        return (await api.Events.ListAsync(new EventFilter { Limit = 10_000 }, CancellationToken.None)).Events;
    }
}
