using System.Collections.Concurrent;
using Holdfast.Core.Groups;

namespace Holdfast.Service.Groups;

/// <summary>Takes what monitors and guards tell to the host of the group that it is about.</summary>
internal sealed class GroupMailboxes
{
    private readonly ConcurrentDictionary<string, Action<GroupEvent>> _boxes = new(StringComparer.Ordinal);

    public void Open(string group, Action<GroupEvent> box) => _boxes[group] = box;

    public void Close(string group, Action<GroupEvent> box) =>
        _boxes.TryRemove(new KeyValuePair<string, Action<GroupEvent>>(group, box));

    /// <summary>Never waits; what is about a group that is not here is dropped.</summary>
    /// <returns>Whether the group is here.</returns>
    public bool Post(string group, GroupEvent happened)
    {
        if (!_boxes.TryGetValue(group, out Action<GroupEvent>? box))
        {
            return false;
        }

        box(happened);
        return true;
    }
}
