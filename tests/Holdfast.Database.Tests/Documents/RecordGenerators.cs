using FsCheck;
using FsCheck.Fluent;
using Holdfast.Core.Collections;
using Holdfast.Core.Configuration;
using Holdfast.Core.Events;
using Holdfast.Core.State;
using Holdfast.Core.Status;

namespace Holdfast.Database.Tests.Documents;

/// <summary>Random records of every kind that is stored: every public member is filled, by its type.</summary>
internal static class RecordGenerators
{
    /// <summary>The kinds of records; a new one must be added, and a test sees to that.</summary>
    public static IReadOnlyList<Type> Kinds { get; } =
    [
        typeof(ClusterConfig), typeof(NodeConfig), typeof(ResourceTypeConfig), typeof(GroupConfig),
        typeof(ResourceConfig), typeof(MoveRequest), typeof(CoordinatorState), typeof(MemberState), typeof(GroupState),
        typeof(NodeState), typeof(DecisionRecord), typeof(MachineConfig), typeof(Revocations),
        typeof(JoinTokenRecord), typeof(PersonConfig), typeof(FenceDeviceConfig), typeof(FenceDeviceStatus),
        typeof(FenceState), typeof(GroupStatus), typeof(NodeStatus), typeof(ClusterEvent),
    ];

    public static T Random<T>(Random random)
        where T : StoredRecord => (T)Make(typeof(T), random);

    /// <summary>
    /// A random value of a type that records use; throws for a type it does not know, so that none is forgotten.
    /// </summary>
    private static object Make(Type type, Random random)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return Make(inner, random);
        }

        if (type.IsEnum)
        {
            Array values = Enum.GetValues(type);
            return values.GetValue(random.Next(values.Length))!;
        }

        return Simple(type, random) ?? (type.IsGenericType ? Collection(type, random) : Record(type, random));
    }

    private static object? Simple(Type type, Random random) => type switch
    {
        _ when type == typeof(string) => Text(random),
        _ when type == typeof(bool) => random.Next(2) == 0,
        _ when type == typeof(int) => random.Next(int.MinValue, int.MaxValue),
        _ when type == typeof(long) => random.NextInt64(long.MinValue, long.MaxValue),
        _ when type == typeof(TimeSpan) => Duration(random),
        _ when type == typeof(DateTimeOffset) => new DateTimeOffset(
            random.NextInt64(DateTimeOffset.MinValue.UtcTicks, DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero),
        _ => null,
    };

    private static TimeSpan Duration(Random random) => random.Next(4) switch
    {
        0 => TimeSpan.FromSeconds(random.Next(100_000)),
        1 => TimeSpan.FromMilliseconds(random.Next(100_000)),
        2 => new TimeSpan(random.NextInt64(long.MinValue, long.MaxValue)),
        _ => TimeSpan.Zero,
    };

    private static string Text(Random random)
    {
        const string Letters = "abcÄß€\"\\/\n\t\0{}[]<>&' \u2028\ud83d\ude00";
        string[] runes = [.. Letters.EnumerateRunes().Select(rune => rune.ToString())];
        return string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => runes[random.Next(runes.Length)]));
    }

    private static object Collection(Type type, Random random)
    {
        Type item = type.GetGenericArguments()[0];
        IEnumerable<object> items = Enumerable.Range(0, random.Next(4)).Select(_ => Make(item, random)).ToList();
        string maker = type.GetGenericTypeDefinition() == typeof(ValueList<>) ? nameof(List) : nameof(Map);
        return typeof(RecordGenerators)
            .GetMethod(maker, System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(item).Invoke(null, [items, random])!;
    }

    private static ValueList<T> List<T>(IEnumerable<object> items, Random random) => items.Cast<T>().ToValueList();

    private static ValueMap<T> Map<T>(IEnumerable<object> items, Random random) => ValueMap<T>.From(
        items.Cast<T>().Select((item, i) => KeyValuePair.Create($"{i}{Text(random)}", item)));

    /// <summary>Null only where a member may be null.</summary>
    private static object Record(Type type, Random random)
    {
        if (!type.Namespace!.StartsWith("Holdfast.Core", StringComparison.Ordinal))
        {
            throw new NotSupportedException($"No generator for {type}; add one.");
        }

        var constructor = type.GetConstructors().MinBy(constructor => constructor.GetParameters().Length)!;
        object record = constructor.Invoke(
            [.. constructor.GetParameters().Select(parameter => Make(parameter.ParameterType, random))]);
        var nullability = new System.Reflection.NullabilityInfoContext();
        foreach (var property in type.GetProperties().Where(property => property.CanWrite))
        {
            bool nullable = nullability.Create(property).WriteState == System.Reflection.NullabilityState.Nullable;
            if (property.Name != nameof(StoredRecord.Unknown))
            {
                property.SetValue(
                    record, nullable && random.Next(3) == 0 ? null : Make(property.PropertyType, random));
            }
        }

        return record;
    }
}
