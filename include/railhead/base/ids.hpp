// Strong ids: an index that knows what it is an index of, and the column it indexes.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

namespace railhead {

// A position in the columns of one kind of entity. `Tag` is any type, usually an incomplete struct:
// `using SiteId = Id<struct SiteTag>;`. A default-made id is none: it stands for "no entity".
template <class Tag>
class Id {
 public:
  constexpr Id() = default;
  constexpr explicit Id(std::uint32_t index) : index_(index) {}
  constexpr explicit Id(std::size_t index) : index_(static_cast<std::uint32_t>(index)) {}
  constexpr explicit Id(int index) : index_(static_cast<std::uint32_t>(index)) {}

  constexpr std::uint32_t index() const { return index_; }
  constexpr bool is_none() const { return index_ == kNone; }
  constexpr auto operator<=>(const Id&) const = default;

 private:
  static constexpr std::uint32_t kNone = 0xFFFF'FFFF;
  std::uint32_t index_ = kNone;
};

// The ids 0 .. count-1, for range-for.
template <class IdType>
class IdRange {
 public:
  class Iterator {
   public:
    constexpr explicit Iterator(std::uint32_t index) : index_(index) {}
    constexpr IdType operator*() const { return IdType{index_}; }
    constexpr Iterator& operator++() {
      ++index_;
      return *this;
    }
    constexpr bool operator==(const Iterator&) const = default;

   private:
    std::uint32_t index_;
  };
  constexpr explicit IdRange(std::size_t count) : count_(static_cast<std::uint32_t>(count)) {}
  constexpr Iterator begin() const { return Iterator{0}; }
  constexpr Iterator end() const { return Iterator{count_}; }

 private:
  std::uint32_t count_;
};

// A vector indexed by one kind of id only. Indexing requires: id.index() < size().
template <class IdType, class T>
class IdMap {
 public:
  IdMap() = default;
  explicit IdMap(std::size_t size, const T& value = T{}) : values_(size, value) {}

  decltype(auto) operator[](IdType id) { return values_[id.index()]; }
  decltype(auto) operator[](IdType id) const { return values_[id.index()]; }

  // Appends, and returns the id of the new value.
  IdType push_back(T value) {
    values_.push_back(std::move(value));
    return IdType{values_.size() - 1};
  }
  void assign(std::size_t size, const T& value) { values_.assign(size, value); }
  void resize(std::size_t size) { values_.resize(size); }
  void reserve(std::size_t size) { values_.reserve(size); }
  void clear() { values_.clear(); }

  std::size_t size() const { return values_.size(); }
  bool empty() const { return values_.empty(); }
  IdRange<IdType> ids() const { return IdRange<IdType>{values_.size()}; }

  auto begin() { return values_.begin(); }
  auto end() { return values_.end(); }
  auto begin() const { return values_.begin(); }
  auto end() const { return values_.end(); }
  T* data() { return values_.data(); }
  const T* data() const { return values_.data(); }

  bool operator==(const IdMap&) const = default;

 private:
  std::vector<T> values_;
};

}  // namespace railhead

template <class Tag>
struct std::hash<railhead::Id<Tag>> {
  std::size_t operator()(railhead::Id<Tag> id) const noexcept { return id.index(); }
};
